using System.Collections.Concurrent;
using System.Net;
using Bridge.TestKit;
using Bridge.TestKit.Hosts;

namespace Bridge.Tests.Answering;

public sealed class UsersTests
{
    private const int Users = 20;
    private const int Steps = 30;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task Users_who_come_and_go_never_get_each_others_items() => Seeds.RunAsync(2, async seed =>
    {
        await using var site = await AnswerSite.StartAsync(AnswerSite.Private);
        site.Legacy.Hold = TimeSpan.FromMilliseconds(60);
        var signedIn = new ConcurrentDictionary<string, string>();
        site.Legacy.UserOf = cookie => signedIn.GetValueOrDefault(cookie);
        await Task.WhenAll(Enumerable.Range(0, Users).Select(n => LiveAsync(site, signedIn, $"user{n}.", new SeededRandom((seed * 1_000) + (ulong)n))));
        await Eventually.HoldsAsync(() => site.Upstream.States.Count == 0, "nobody's backend is polled once nobody waits");
    });

    /// <summary>One user: signs in and out, writes, and polls with two tabs, the old cookie, a foreign parameter.</summary>
    private static async Task LiveAsync(AnswerSite site, ConcurrentDictionary<string, string> signedIn, string user, SeededRandom random)
    {
        using var http = AnswerSite.NewClient();
        var cookie = "none";
        var cursor = 0;
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Below(6))
            {
                case 0 when signedIn.TryRemove(cookie, out _):
                    await PollAsync(http, site, cookie, cursor, user, isSignedIn: false); // signed out: whatever is kept for this cookie, the backend refuses it or the poll was the user's own
                    break;
                case 0 or 1:
                    cookie = $"{user}{step}.{random.Below(1_000)}";
                    signedIn[cookie] = user;
                    break;
                case 2:
                    site.Legacy.Add($"{user}{step}", user);
                    break;
                case 3:
                    await PollAsync(http, site, cookie, cursor, user, signedIn.ContainsKey(cookie), "&unknown=1");
                    break;
                default:
                    var tabs = await Task.WhenAll(
                        PollAsync(http, site, cookie, cursor, user, signedIn.ContainsKey(cookie)), PollAsync(http, site, cookie, random.Below(cursor + 1), user, signedIn.ContainsKey(cookie)));
                    cursor += tabs[0];
                    break;
            }
        }

        Assert.True(cursor <= site.Legacy.Items(user).Count);
    }

    /// <summary>Polls, and looks at every item; how many there were.</summary>
    private static async Task<int> PollAsync(HttpClient http, AnswerSite site, string cookie, int cursor, string user, bool isSignedIn, string more = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(site.Bridge, $"/events?lastId={cursor}{more}"));
        request.Headers.Add("Cookie", $"user={cookie}");
        using var answer = await http.SendAsync(request, Stop);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            Assert.False(isSignedIn);
            return 0;
        }

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var items = AnswerSite.ItemsOf(await answer.Content.ReadAsStringAsync(Stop)).ToList();
        Assert.Equal(site.Legacy.Items(user).Skip(cursor).Take(items.Count), items);
        return items.Count;
    }
}
