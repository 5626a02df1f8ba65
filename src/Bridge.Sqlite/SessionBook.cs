using System.Collections.Concurrent;
using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Data.Sqlite;

namespace Bridge.Sqlite;

/// <summary>The sessions, in memory as committed and in the file. Found from any thread, changed by the writer's.</summary>
internal sealed class SessionBook : IPending, IDisposable
{
    private readonly ConcurrentDictionary<SessionTokenHash, SqliteSession> _sessions = [];
    private readonly Dictionary<SessionTokenHash, Draft> _drafts = [];
    private readonly Statement _put;
    private readonly Statement _delete;
    private readonly int _maxSessions;
    private int _count; // committed
    private int _growth; // of the transaction under way

    /// <summary>A session as the transaction under way leaves it; no record: forgotten.</summary>
    private sealed class Draft(SqliteSession session, bool isNew)
    {
        public SqliteSession Session => session;

        public bool IsNew => isNew;

        public SessionRecord? Record { get; set; } = session.Record;
    }

    public SessionBook(SqliteConnection connection, int maxSessions)
    {
        _maxSessions = maxSessions;
        _put = new Statement(
            connection,
            """
            INSERT INTO sessions (token, id, owner, page, attempt, node, last_seen, subscriptions) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (token) DO UPDATE SET attempt = ?5, node = ?6, last_seen = ?7, subscriptions = ?8
            """);
        _delete = new Statement(connection, "DELETE FROM sessions WHERE token = ?1");
        using var rows = new Statement(connection, "SELECT token, id, owner, page, attempt, node, last_seen, subscriptions FROM sessions");
        while (rows.Step())
        {
            var session = Load(rows);
            _sessions[session.Token] = session;
            Subscribers.Move(session, [], session.Record.Subscriptions);
            Owners.Add(session.Record.Owner, session);
            _count++;
        }
    }

    public SubscriberIndex<SqliteSession> Subscribers { get; } = new();

    public OwnerIndex<SqliteSession> Owners { get; } = new();

    public IEnumerable<SqliteSession> All => _sessions.Select(pair => pair.Value);

    public SqliteSession? Find(SessionTokenHash token) => _sessions.GetValueOrDefault(token);

    public bool Create(SessionRecord record, SessionTokenHash token)
    {
        if (_count + _growth >= _maxSessions || _drafts.ContainsKey(token) || _sessions.ContainsKey(token))
        {
            return false;
        }

        Put(token, record);
        _drafts[token] = new Draft(new SqliteSession(token, record), isNew: true);
        _growth++;
        return true;
    }

    public VisitResult Visit(SessionTokenHash token, SessionVisit visit)
    {
        if (DraftOf(token) is not { Record: { } before } draft)
        {
            return VisitResult.Unknown;
        }

        var result = visit.ApplyTo(before);
        if (result.Status == VisitStatus.Welcome)
        {
            Put(token, result.Session!);
            draft.Record = result.Session;
        }

        return result;
    }

    /// <summary>Forgets the session if it was last visited before then.</summary>
    public bool Remove(SessionTokenHash token, DateTimeOffset lastSeenBefore)
    {
        if (DraftOf(token) is not { Record: { } record } draft || record.LastSeen >= lastSeenBefore)
        {
            return false;
        }

        _delete.Bind(1, token.Bytes).Run();
        draft.Record = null;
        _growth--;
        return true;
    }

    /// <summary>Writes down a last visit that only memory knows of.</summary>
    public void Save(SqliteSession session)
    {
        if (DraftOf(session.Token) is { Record: { } record })
        {
            Put(session.Token, record);
        }
    }

    public void Flush()
    {
    }

    public void Publish()
    {
        foreach (var draft in _drafts.Values)
        {
            Publish(draft);
        }

        _count += _growth;
        Forget();
    }

    public void Discard()
    {
        foreach (var draft in _drafts.Values)
        {
            lock (draft.Session)
            {
                draft.Session.IsChanging = false;
            }
        }

        Forget();
    }

    public void Dispose()
    {
        _put.Dispose();
        _delete.Dispose();
    }

    private static SqliteSession Load(Statement row) => new(new SessionTokenHash(row.Bytes(0)), new SessionRecord
    {
        Id = new SessionId(row.Text(1)), Owner = row.Text(2), Page = row.Text(3), Attempt = row.Number(4), Node = row.Text(5),
        LastSeen = new DateTimeOffset(row.Number(6), TimeSpan.Zero), Subscriptions = SubscriptionText.Read(row.Text(7)),
    });

    private void Put(SessionTokenHash token, SessionRecord record) => _put
        .Bind(1, token.Bytes).Bind(2, record.Id.Value).Bind(3, record.Owner).Bind(4, record.Page).Bind(5, record.Attempt).Bind(6, record.Node)
        .Bind(7, record.LastSeen.UtcTicks).Bind(8, SubscriptionText.Write(record.Subscriptions)).Run();

    private Draft? DraftOf(SessionTokenHash token)
    {
        if (!_drafts.TryGetValue(token, out var draft) && Find(token) is { } session)
        {
            lock (session)
            {
                session.IsChanging = true; // from here on nobody touches the record but us
                _drafts[token] = draft = new Draft(session, isNew: false);
            }
        }

        return draft;
    }

    private void Publish(Draft draft)
    {
        var session = draft.Session;
        lock (session)
        {
            var before = draft.IsNew ? [] : session.Record.Subscriptions;
            Subscribers.Move(session, before, draft.Record?.Subscriptions ?? []);
            session.IsChanging = false;
            session.IsGone = draft.Record is null;
            session.Record = draft.Record ?? session.Record;
            session.WrittenSeen = session.Record.LastSeen;
        }

        if (draft.Record is null)
        {
            _sessions.TryRemove(new(session.Token, session));
            Owners.Remove(session.Record.Owner, session);
        }
        else
        {
            _sessions[session.Token] = session;
            Owners.Add(session.Record.Owner, session);
        }
    }

    private void Forget()
    {
        _drafts.Clear();
        _growth = 0;
    }
}
