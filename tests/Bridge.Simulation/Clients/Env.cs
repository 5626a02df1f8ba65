using System.Text.Json;
using Bridge.Messaging;
using Bridge.Simulation.Checking;

namespace Bridge.Simulation.Clients;

/// <summary>An envelope as a client reads it.</summary>
internal sealed class Env
{
    public string Type = "";
    public string? Channel;
    public string? Code;
    public string? Reason;
    public string? Advice;
    public string? Session;
    public string? Token;
    public string? Error;
    public Position? Position;
    public long Id;
    public long Attempt;
    public long Submit;
    public long Item = -1;
    public long Reply = -1;
    public bool Resumed;

    /// <summary>Reads a frame or a body; null when it is no JSON, as the page of a proxy.</summary>
    public static List<Env>? ReadAll(ReadOnlySpan<byte> text)
    {
        var found = new List<Env>();
        var json = new Utf8JsonReader(text);
        try
        {
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.StartObject)
                {
                    found.Add(ReadOne(ref json, text));
                }
            }

            return found;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Env ReadOne(ref Utf8JsonReader json, ReadOnlySpan<byte> text)
    {
        var env = new Env();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            switch (name)
            {
                case "type": env.Type = json.GetString()!; break;
                case "channel": env.Channel = json.GetString(); break;
                case "code": env.Code = json.GetString(); break;
                case "reason": env.Reason = json.GetString(); break;
                case "advice": env.Advice = json.GetString(); break;
                case "session": env.Session = json.GetString(); break;
                case "token": env.Token = json.GetString(); break;
                case "error": env.Error = json.GetString(); break;
                case "position": env.Position = Messaging.Position.TryParse(json.GetString(), out var position) ? position : throw new JsonException(); break;
                case "id": env.Id = json.GetInt64(); break;
                case "attempt": env.Attempt = json.GetInt64(); break;
                case "submit": env.Submit = json.GetInt64(); break;
                case "resumed": env.Resumed = json.GetBoolean(); break;
                case "data": env.Item = ItemOf(ref json, text); break;
                case "reply": env.Reply = ItemOf(ref json, text); break;
                default: json.Skip(); break;
            }
        }

        return env;
    }

    private static long ItemOf(ref Utf8JsonReader json, ReadOnlySpan<byte> text)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return Checking.Item.Read(text[start..(int)json.BytesConsumed]);
    }

}
