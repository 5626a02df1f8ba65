using Bridge.Conformance.Identity;

namespace Bridge.Postgres.Tests;

public sealed class PostgresTwoUsersTests : TwoUsersSuite
{
    protected override async ValueTask<SharedStore> OpenAsync()
    {
        var site = await Site.StartAsync();
        var (first, second) = (await site.OpenAsync(time: TimeProvider.System), await site.OpenAsync(time: TimeProvider.System));
        return new SharedStore([node => node.UsePostgresStore(first), node => node.UsePostgresStore(second)], site.DisposeAsync);
    }
}
