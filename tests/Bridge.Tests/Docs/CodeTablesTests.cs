using Bridge.Forwarding;
using Bridge.Messaging;

namespace Bridge.Tests.Docs;

/// <summary>The two tables of docs/protocol.md section 7 and the one of docs/forwarding.md are the tables of the code, row by row.</summary>
public sealed class CodeTablesTests
{
    [Fact]
    public void The_table_of_close_reasons_is_that_of_the_code() => Assert.Equal(
        CloseReason.All.Select(reason => $"`{reason.Code}` | {reason.CloseCode} | {reason.Status} | {reason.AdviceCode} | {reason.Text}"), Rows("close"));

    [Fact]
    public void The_table_of_refusals_is_that_of_the_code() => Assert.Equal(
        Refusal.All.Select(refusal => $"`{refusal.Code}` | {refusal.Status} | {(refusal.Retry ? "yes" : "no")} | {refusal.Text}"), Rows("refusal"));

    [Fact]
    public void The_table_of_what_is_answered_in_a_backends_place_is_that_of_the_code() =>
        Assert.Equal(ForwardFault.All.Select(fault => $"`{fault.Code}` | {fault.Status} | {fault.Text}"), DocPages.TableOf("forwarding.md", "forwarding"));

    [Fact]
    public void No_reason_and_no_refusal_is_missing_in_its_list()
    {
        Assert.Equal(Statics<CloseReason>(), CloseReason.All.Select(reason => reason.Code).Order());
        Assert.Equal(Statics<Refusal>(), Refusal.All.Select(refusal => refusal.Code).Order());
    }

    private static IEnumerable<string> Statics<T>() => typeof(T).GetFields().Where(field => field.FieldType == typeof(T))
        .Select(field => field.GetValue(null) switch { CloseReason reason => reason.Code, Refusal refusal => refusal.Code, _ => "" }).Order();

    private static IEnumerable<string> Rows(string table) => DocPages.TableOf("protocol.md", table);
}
