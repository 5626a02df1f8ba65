using Bridge.Messaging;
using Microsoft.Extensions.Options;

namespace Bridge.Postgres;

/// <summary>Fails the start with everything that is wrong, not with the first thing.</summary>
internal sealed class PostgresStoreOptionsCheck : IValidateOptions<PostgresStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresStoreOptions options) =>
        options.Check(new OptionFaults()).Found is { Count: > 0 } faults
            ? ValidateOptionsResult.Fail(faults.Select(fault => "Bridge: " + fault))
            : ValidateOptionsResult.Success;
}
