using System.Text;
using System.Text.Json;
using Bridge.Messaging;
using Bridge.Sessions;

namespace Bridge.Tests.Sessions;

public sealed class SubmissionBookTests
{
    private static readonly SubmissionOutcome Done = new();

    [Fact]
    public void What_is_written_is_read_again()
    {
        var at = new Position(new Epoch(3), 9);
        var book = new SubmissionBook();
        book.Finish(1, Done);
        book.Finish(2, new SubmissionOutcome { Position = at });
        book.Finish(3, new SubmissionOutcome { Reply = Payload.Binary(new byte[] { 1, 2 }) });
        book.Finish(4, SubmissionOutcome.Refused(Refusal.Custom("sold_out", "Nothing left.")));
        book.Claim(5, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

        var read = SubmissionBook.Read(book.Write());

        Assert.Equal(Done, read.Find(1));
        Assert.Equal(at, read.Find(2)!.Position);
        Assert.Equal((PayloadKind.Binary, "0102"), (read.Find(3)!.Reply!.Value.Kind, Convert.ToHexString(read.Find(3)!.Reply!.Value.Bytes.Span)));
        Assert.Equal(("sold_out", "Nothing left."), (read.Find(4)!.Refusal!.Code, read.Find(4)!.Refusal!.Text));
        Assert.Equal(book.Running, read.Running);
        Assert.Equal(6, read.NextId);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"Outcomes\":null}")]
    [InlineData("{\"Outcomes\":{\"1\":null}}")]
    [InlineData("{\"Outcomes\":{\"1\":{\"Why\":[\"json\"]}}}")]
    [InlineData("{\"Outcomes\":{\"1\":{\"Why\":[null,null]}}}")]
    [InlineData("{\"Outcomes\":{\"1\":{\"Why\":[\"No code\",\"\"]}}}")]
    [InlineData("{\"Outcomes\":{\"1\":{\"At\":\"nowhere\"}}}")]
    [InlineData("{\"Outcomes\":{\"1\":{\"Bytes\":\"AA==\",\"Kind\":9}}}")]
    [InlineData("{\"Outcomes\":{\"9223372036854775807\":{}}}")]
    [InlineData("{\"Forgotten\":-1}")]
    [InlineData("{\"Running\":{\"Id\":-1,\"Until\":\"2026-01-02T03:04:05+00:00\"}}")]
    public void A_damaged_book_is_no_book_and_not_half_of_one(string damaged) =>
        Assert.NotEmpty(Assert.ThrowsAny<JsonException>(() => SubmissionBook.Read(Encoding.UTF8.GetBytes(damaged))).Message);

    [Fact]
    public void The_highest_id_that_a_client_may_choose_does_not_damage_its_book()
    {
        var book = new SubmissionBook();
        book.Finish(Position.MaxOffset, Done);

        Assert.Equal(Done, SubmissionBook.Read(book.Write()).Find(Position.MaxOffset));
    }

    [Fact]
    public void The_next_id_is_above_every_one_seen()
    {
        var book = new SubmissionBook();
        Assert.Equal(1, book.NextId);
        book.Claim(7, default);
        Assert.Equal(8, book.NextId);
        book.Finish(7, Done);
        book.Finish(3, Done);
        Assert.Equal(8, book.NextId);
    }

    [Fact]
    public void An_outcome_that_comes_late_makes_no_forgotten_one_run_again()
    {
        var book = new SubmissionBook();
        for (var id = 1; id <= 100; id++)
        {
            book.Finish(id, Done);
        }

        Assert.Equal(36, book.Forgotten);
        book.Finish(2, Done);

        Assert.Equal(36, book.Forgotten);
        Assert.Null(book.Find(2));
        Assert.NotNull(book.Find(37));
    }

    [Fact]
    public void An_outcome_ends_its_own_run_only()
    {
        var book = new SubmissionBook();
        book.Claim(2, default);
        book.Finish(1, Done);
        Assert.Equal(2, book.Running?.Id);
        book.Finish(2, SubmissionOutcome.Refused(Refusal.StoreFull));
        Assert.Null(book.Running);
        Assert.Null(book.Find(2)); // it may succeed later
    }
}
