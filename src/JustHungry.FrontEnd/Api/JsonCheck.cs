using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using JustHungry.Ordering.Refusals;

namespace JustHungry.FrontEnd.Api;

/// <summary>
/// Checks a request's JSON before anything is made of it: well-formed, UTF-8, no member twice, no broken characters, not too
/// deep, and of the right shape. It finds all faults at once and says where each one is.
/// </summary>
internal ref struct JsonCheck
{
    private const int MostDepth = 32;
    private const int MostFaults = 20;

    private readonly Step[] _path;
    private Utf8JsonReader _json;
    private List<Fault>? _faults;
    private int _depth;

    private JsonCheck(ReadOnlySpan<byte> utf8)
    {
        _json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MostDepth });
        _path = new Step[MostDepth + 1];
    }

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public static Refusal? Run(ReadOnlySpan<byte> utf8, JsonShape shape)
    {
        if (utf8.IsEmpty)
        {
            return new Refusal(Reason.MalformedRequest, "The request has no body: send a JSON object.");
        }
        if (!Utf8.IsValid(utf8))
        {
            return new Refusal(Reason.MalformedRequest, "The request is not UTF-8.");
        }
        var check = new JsonCheck(utf8);
        try
        {
            check._json.Read();
            check.Value(shape, mayBeNull: false);
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
    private void Value(JsonShape? shape, bool mayBeNull)
    {
        var token = _json.TokenType;
        if (shape is not null && !(mayBeNull && token == JsonTokenType.Null) && !Fits(shape))
        {
            Add($"must be {shape.Words}");
            shape = null;
        }
        switch (token)
        {
            case JsonTokenType.String:
                CheckCharacters();
                break;
            case JsonTokenType.StartArray:
                List((shape as JsonShape.ListShape)?.Item);
                break;
            case JsonTokenType.StartObject:
                Object(shape as JsonShape.ObjectShape);
                break;
            default:
                break;
        }
    }

    private readonly bool Fits(JsonShape shape) => (shape, _json.TokenType) switch
    {
        (JsonShape.TextShape, JsonTokenType.String) => true,
        (JsonShape.ListShape, JsonTokenType.StartArray) => true,
        (JsonShape.ObjectShape, JsonTokenType.StartObject) => true,
        (JsonShape.NumberShape range, JsonTokenType.Number) =>
            _json.TryGetInt64(out var number) && number >= range.Least && number <= range.Most,
        _ => false,
    };

    private void List(JsonShape? item)
    {
        _depth++;
        for (var i = 0; _json.Read() && _json.TokenType != JsonTokenType.EndArray; i++)
        {
            _path[_depth - 1] = new Step(null, i);
            Value(item, mayBeNull: false);
        }
        _depth--;
    }

    private void Object(JsonShape.ObjectShape? shape)
    {
        var seen = 0UL;
        HashSet<string>? others = null;
        _depth++;
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
                Value(member.Shape, mayBeNull: !member.IsRequired);
                continue;
            }
            var name = isText ? _json.GetString()! : $"?{others?.Count}";
            _path[_depth - 1] = new Step(name, 0);
            if (!(others ??= new HashSet<string>(StringComparer.Ordinal)).Add(name))
            {
                Add("stands here twice");
            }
            _json.Read();
            Value(null, mayBeNull: true);
        }
        for (var i = 0; i < shape?.Members.Length; i++)
        {
            if (shape.Members[i].IsRequired && (seen & (1UL << i)) == 0)
            {
                _path[_depth - 1] = new Step(shape.Members[i].Name, 0);
                Add("is missing");
            }
        }
        _depth--;
    }

    private readonly int Find(JsonShape.ObjectShape? shape)
    {
        for (var i = 0; i < shape?.Members.Length; i++)
        {
            if (_json.ValueTextEquals(shape.Members[i].Name))
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
