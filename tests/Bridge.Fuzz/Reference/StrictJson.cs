using System.Globalization;

namespace Bridge.Fuzz.Reference;

/// <summary>RFC 8259 a second time, rule by rule and with nothing of the framework's, to compare with.</summary>
internal ref struct StrictJson
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly int _maxDepth;
    private readonly bool _pairs;
    private int _at;
    private bool _fault;

    private StrictJson(ReadOnlySpan<byte> text, int maxDepth, bool pairs)
    {
        _text = text;
        _maxDepth = maxDepth;
        _pairs = pairs;
    }

    /// <summary>Whether the bytes are one JSON value that nests no deeper.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="maxDepth">How deep it may nest.</param>
    /// <param name="pairs">Whether escaped surrogates must be pairs, and the bytes UTF-8.</param>
    public static bool IsValid(ReadOnlySpan<byte> text, int maxDepth, bool pairs)
    {
        var json = new StrictJson(text, maxDepth, pairs);
        json.Space();
        json.Value(0);
        json.Space();
        return !json._fault && json._at == text.Length && (!pairs || System.Text.Unicode.Utf8.IsValid(text));
    }

    private readonly byte Peek => _at < _text.Length ? _text[_at] : (byte)0;

    private void Space()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            _at++;
        }
    }

    private bool Take(byte sign)
    {
        var taken = _at < _text.Length && _text[_at] == sign;
        _at += taken ? 1 : 0;
        return taken;
    }

    private void Need(bool holds) => _fault |= !holds;

    private void Value(int depth)
    {
        switch (Peek)
        {
            case (byte)'{':
                Container(depth, (byte)'}', members: true);
                break;
            case (byte)'[':
                Container(depth, (byte)']', members: false);
                break;
            case (byte)'"':
                String();
                break;
            case (byte)'t':
                Word("true"u8);
                break;
            case (byte)'f':
                Word("false"u8);
                break;
            case (byte)'n':
                Word("null"u8);
                break;
            default:
                Number();
                break;
        }
    }

    private void Container(int depth, byte close, bool members)
    {
        _at++;
        Need(depth < _maxDepth);
        Space();
        if (_fault || Take(close))
        {
            return;
        }

        do
        {
            Space();
            if (members)
            {
                Need(Peek == '"');
                String();
                Space();
                Need(Take((byte)':'));
                Space();
            }

            if (_fault)
            {
                return;
            }

            Value(depth + 1);
            Space();
        }
        while (!_fault && Take((byte)','));
        Need(Take(close));
    }

    private void String()
    {
        _at++;
        var high = false;
        while (!_fault && _at < _text.Length && _text[_at] != '"')
        {
            var sign = _text[_at++];
            Need(sign >= 0x20);
            var unit = sign == '\\' ? Escape() : '\0';
            Need(!_pairs || high == char.IsLowSurrogate(unit));
            high = char.IsHighSurrogate(unit);
        }

        Need(!(_pairs && high) && Take((byte)'"'));
    }

    private char Escape()
    {
        if (Take((byte)'u'))
        {
            if (_at + 4 > _text.Length || _text.Slice(_at, 4).ContainsAnyExcept("0123456789abcdefABCDEF"u8))
            {
                _fault = true;
                return '\0';
            }

            _at += 4;
            return (char)int.Parse(_text.Slice(_at - 4, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        Need(_at < _text.Length && "\"\\/bfnrt"u8.Contains(_text[_at]));
        _at++;
        return '\0';
    }

    private void Number()
    {
        Take((byte)'-');
        if (!Take((byte)'0'))
        {
            Digits();
        }

        if (Take((byte)'.'))
        {
            Digits();
        }

        if (Take((byte)'e') || Take((byte)'E'))
        {
            _ = Take((byte)'+') || Take((byte)'-');
            Digits();
        }
    }

    private void Digits()
    {
        var start = _at;
        while (_at < _text.Length && _text[_at] is >= (byte)'0' and <= (byte)'9')
        {
            _at++;
        }

        Need(_at > start);
    }

    private void Word(ReadOnlySpan<byte> word)
    {
        Need(_text[_at..].StartsWith(word));
        _at += word.Length;
        _at = Math.Min(_at, _text.Length);
    }
}
