using System.Globalization;
using Microsoft.Playwright;

namespace Bridge.E2E;

/// <summary>The last things that a page asked, was answered and said: what a failed test shows of it.</summary>
internal sealed class PageDiary
{
    private const int Kept = 60;

    private readonly Queue<string> _lines = [];
    private readonly long _start = Environment.TickCount64;

    private PageDiary()
    {
    }

    /// <summary>Begins to write down what happens in the page.</summary>
    public static PageDiary Of(IPage page)
    {
        var diary = new PageDiary();
        page.Request += (_, request) => diary.Add($"asks {request.Method} {request.Url} {request.PostData}");
        page.Response += (_, response) => diary.Add($"gets {response.Status} {response.Url}");
        page.RequestFailed += (_, request) => diary.Add($"fails {request.Url}: {request.Failure}");
        page.Console += (_, message) => diary.Add($"says {message.Type}: {message.Text}");
        page.PageError += (_, error) => diary.Add($"throws {error}");
        page.WebSocket += (_, socket) =>
        {
            diary.Add($"opens {socket.Url}");
            socket.FrameSent += (_, frame) => diary.Add($"sends {frame.Text}");
            socket.FrameReceived += (_, frame) => diary.Add($"receives {frame.Text}");
            socket.Close += (_, _) => diary.Add($"closes {socket.Url}");
        };
        return diary;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines);
        }
    }

    private void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{Environment.TickCount64 - _start,7} ms {(line.Length > 300 ? line[..300] : line)}"));
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }
    }
}
