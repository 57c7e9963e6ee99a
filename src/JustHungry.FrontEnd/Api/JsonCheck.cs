using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using JustHungry.Ordering.Refusals;

namespace JustHungry.FrontEnd.Api;

/// <summary>
/// Checks a request's JSON: well-formed, UTF-8, no member twice, no broken characters, not too deep, and of the right shape. It
/// finds all faults at once and says where each one is. In the same pass it writes the command: the members that the shape
/// names and no others, so that nobody from outside can tell the back end more than the public contract has.
/// </summary>
internal ref struct JsonCheck
{
    private const int MostDepth = 32;
    private const int MostFaults = 20;

    private readonly Step[] _path;
    private readonly ReadOnlySpan<byte> _utf8;
    private readonly IBufferWriter<byte> _command;
    private Utf8JsonReader _json;
    private List<Fault>? _faults;
    private int _depth;

    private JsonCheck(ReadOnlySpan<byte> utf8, IBufferWriter<byte> command)
    {
        _utf8 = utf8;
        _command = command;
        _json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MostDepth });
        _path = new Step[MostDepth + 1];
    }

    /// <summary>What is wrong with it; null where nothing is, and only then what was written is a command.</summary>
    public static Refusal? Run(ReadOnlySpan<byte> utf8, JsonShape shape, IBufferWriter<byte> command)
    {
        if (utf8.IsEmpty)
        {
            return new Refusal(Reason.MalformedRequest, "The request has no body: send a JSON object.");
        }
        if (!Utf8.IsValid(utf8))
        {
            return new Refusal(Reason.MalformedRequest, "The request is not UTF-8.");
        }
        var check = new JsonCheck(utf8, command);
        try
        {
            check._json.Read();
            check.Value(shape);
            check._json.Read();
        }
        catch (JsonException e)
        {
            return new Refusal(Reason.MalformedRequest, string.Create(
                CultureInfo.InvariantCulture,
                $"The JSON cannot be read at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}."));
        }
        return check._faults is { } faults ? Refusal.Of(faults) : null;
    }

    /// <summary>Checks the value that the reader stands on, and leaves it on the value's last token.</summary>
    private void Value(JsonShape? shape)
    {
        if (shape is JsonShape.AnythingShape)
        {
            var start = (int)_json.TokenStartIndex;
            Value(null);
            _command.Write(_utf8[start..(int)_json.BytesConsumed]);
            return;
        }
        var token = _json.TokenType;
        if (shape is not null && !Fits(shape))
        {
            Add($"must be {shape.Words}");
            shape = null;
        }
        switch (token)
        {
            case JsonTokenType.StartArray:
                List((shape as JsonShape.ListShape)?.Item);
                return;
            case JsonTokenType.StartObject:
                Object(shape as JsonShape.ObjectShape);
                return;
            case JsonTokenType.String:
                CheckCharacters();
                break;
            default:
                break;
        }
        if (shape is not null)
        {
            _command.Write(_utf8[(int)_json.TokenStartIndex..(int)_json.BytesConsumed]);
        }
    }

    private readonly bool Fits(JsonShape shape) => (shape, _json.TokenType) switch
    {
        (JsonShape.TextShape, JsonTokenType.String) => true,
        (JsonShape.FlagShape, JsonTokenType.True or JsonTokenType.False) => true,
        (JsonShape.ListShape, JsonTokenType.StartArray) => true,
        (JsonShape.ObjectShape, JsonTokenType.StartObject) => true,
        (JsonShape.NumberShape range, JsonTokenType.Number) =>
            _json.TryGetInt64(out var number) && number >= range.Least && number <= range.Most,
        _ => false,
    };

    private void List(JsonShape? item)
    {
        _depth++;
        Write(item, "["u8);
        for (var i = 0; _json.Read() && _json.TokenType != JsonTokenType.EndArray; i++)
        {
            _path[_depth - 1] = new Step(null, i);
            Write(i > 0 ? item : null, ","u8);
            Value(item);
        }
        Write(item, "]"u8);
        _depth--;
    }

    private void Object(JsonShape.ObjectShape? shape)
    {
        var seen = 0UL;
        var isFirst = true;
        HashSet<string>? others = null;
        _depth++;
        Write(shape, "{"u8);
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            // First, because a name with broken characters cannot even be compared.
            var isText = CheckCharacters();
            var known = isText ? Find(shape) : -1;
            if (known >= 0)
            {
                var member = shape!.Members[known];
                _path[_depth - 1] = new Step(member.Name, 0);
                if ((seen & (1UL << known)) != 0)
                {
                    Add("stands here twice");
                }
                seen |= 1UL << known;
                _json.Read();
                if (_json.TokenType == JsonTokenType.Null && !member.IsRequired)
                {
                    continue; // As if it were not there.
                }
                Write(shape, isFirst ? member.First : member.Next);
                isFirst = false;
                Value(member.Shape);
                continue;
            }
            var name = isText ? _json.GetString()! : $"?{others?.Count}";
            _path[_depth - 1] = new Step(name, 0);
            if (!(others ??= new HashSet<string>(StringComparer.Ordinal)).Add(name))
            {
                Add("stands here twice");
            }
            _json.Read();
            Value(null);
        }
        for (var i = 0; i < shape?.Members.Length; i++)
        {
            if (shape.Members[i].IsRequired && (seen & (1UL << i)) == 0)
            {
                _path[_depth - 1] = new Step(shape.Members[i].Name, 0);
                Add("is missing");
            }
        }
        Write(shape, "}"u8);
        _depth--;
    }

    /// <summary>Nothing is written of what has no shape.</summary>
    private readonly void Write(JsonShape? shape, ReadOnlySpan<byte> utf8)
    {
        if (shape is not null)
        {
            _command.Write(utf8);
        }
    }

    private readonly int Find(JsonShape.ObjectShape? shape)
    {
        for (var i = 0; i < shape?.Members.Length; i++)
        {
            if (_json.ValueTextEquals(shape.Members[i].Utf8Name))
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>A text may name half of a surrogate pair by an escape: no text that could be kept or shown.</summary>
    private bool CheckCharacters()
    {
        if (!_json.ValueIsEscaped)
        {
            return true;
        }
        try
        {
            _json.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            Add("has an escape that is no character");
            return false;
        }
    }

    private void Add(string words)
    {
        _faults ??= [];
        if (_faults.Count < MostFaults)
        {
            var path = Path();
            _faults.Add(new Fault(path, Reason.MalformedRequest, $"{(path.Length > 0 ? $"'{path}'" : "The request")} {words}."));
        }
    }

    private readonly string Path()
    {
        var path = new StringBuilder();
        foreach (var step in _path.AsSpan(0, _depth))
        {
            _ = step.Name is null
                ? path.Append(CultureInfo.InvariantCulture, $"[{step.Index}]")
                : path.Append(path.Length > 0 ? "." : "").Append(step.Name);
        }
        return path.ToString();
    }

    private readonly record struct Step(string? Name, int Index);
}
