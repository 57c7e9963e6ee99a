using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>
/// Reads the body of <c>POST /inner/commands</c>: <c>{"commands":[{"id","type","caller"?,"body":{…}}, …]}</c>. Runs
/// outside the replica's loop; safe for any thread.
/// </summary>
public static class CommandReader
{
    /// <summary>Commands in one body.</summary>
    public const int MaxCommands = 256;

    /// <summary>Bytes of one body.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>A buffer that a restaurant's document made larger than this is not kept.</summary>
    private const int KeptBuffer = 64 * 1024;

    private const int RecordSize = 1_000;
    private const int LineSize = 400;
    private const int DocumentSize = 256 * 1024;
    private const int FingerprintLength = 16;
    private const int TokenHashDigits = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    /// <summary>
    /// Reads all commands. One that is malformed has its answer already; the others are not touched by it.
    /// </summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <param name="refusal">Where the body as a whole cannot be read: why. Else null.</param>
    public static IReadOnlyList<IncomingCommand> Read(ReadOnlyMemory<byte> body, out Refusal? refusal)
    {
        refusal = null;
        try
        {
            var commands = ReadAll(body.Span);
            if (commands.Count is 0 or > MaxCommands)
            {
                refusal = Malformed($"Between 1 and {MaxCommands} commands are needed.");
            }

            return commands;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            refusal = Malformed(exception.Message);
            return [];
        }
    }

    private static List<IncomingCommand> ReadAll(ReadOnlySpan<byte> body)
    {
        var commands = new List<IncomingCommand>();
        var reader = new Utf8JsonReader(body);
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCommands = reader.ValueTextEquals("commands"u8);
            reader.Read();
            if (!isCommands)
            {
                reader.Skip();
                continue;
            }

            Expect(reader.TokenType == JsonTokenType.StartArray);
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject && commands.Count <= MaxCommands)
            {
                commands.Add(ReadOne(ref reader, body));
            }
        }

        return commands;
    }

    private static IncomingCommand ReadOne(ref Utf8JsonReader reader, ReadOnlySpan<byte> all)
    {
        string id = "", type = "", caller = "";
        var body = ReadOnlySpan<byte>.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("caller"u8))
            {
                reader.Read();
                caller = reader.GetString() ?? "";
            }
            else
            {
                var isBody = reader.ValueTextEquals("body"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                body = isBody ? all[start..(int)reader.BytesConsumed] : body;
            }
        }

        return Read(id, type, caller, body);
    }

    private static IncomingCommand Read(string id, string type, string caller, ReadOnlySpan<byte> body)
    {
        if (id.Length is 0 or > 128 || id.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return new Refusal(
                Reason.IdempotencyKeyMalformed, "An Idempotency-Key has 1 to 128 visible ASCII characters.");
        }

        if (caller.Length > 0 && !IsTokenHash(caller))
        {
            return new Refusal(Reason.TokenUnknown, "There is no customer with this token.");
        }

        var hash = caller.Length == 0 ? [] : Convert.FromHexString(caller);
        try
        {
            return type switch
            {
                "placeOrder" => ReadOrder(id, type, hash, body),
                "cancelOrder" => Read(id, type, hash, body, CommandJson.Default.CancelOrder),
                "registerCustomer" => ReadRegistration(id, type, body),
                "putRestaurant" => Read(id, type, hash, body, CommandJson.Default.PutRestaurant),
                "signIn" => ReadWithPassword(id, type, [], body, CommandJson.Default.SignIn),
                "signOut" => Read(id, type, hash, body, CommandJson.Default.SignOut),
                "openAccount" => ReadWithPassword(id, type, hash, body, CommandJson.Default.OpenAccount),
                "changePassword" => ReadWithPassword(id, type, hash, body, CommandJson.Default.ChangePassword),
                "changeEmail" => ReadWithPassword(id, type, hash, body, CommandJson.Default.ChangeEmail),
                "changePerson" => ReadChange(id, type, hash, body),
                "erasePerson" => ReadWithPassword(id, type, hash, body, CommandJson.Default.ErasePerson),
                "findOrder" => Read(id, type, [], body, CommandJson.Default.FindOrder),
                "inviteStaff" => Read(id, type, hash, body, CommandJson.Default.InviteStaff),
                "withdrawInvitation" => Read(id, type, hash, body, CommandJson.Default.WithdrawInvitation),
                "acceptInvitation" => ReadWithPassword(id, type, [], body, CommandJson.Default.AcceptInvitation),
                "dismissStaff" => Read(id, type, hash, body, CommandJson.Default.DismissStaff),
                "makeOperator" => ReadWithPassword(id, type, hash, body, CommandJson.Default.MakeOperator),
                "keepSiteKey" => Read(id, type, [], body, CommandJson.Default.KeepSiteKey),
                "moveOrder" => Read(id, type, hash, body, CommandJson.Default.MoveOrder),
                "pauseRestaurant" => Read(id, type, hash, body, CommandJson.Default.PauseRestaurant),
                "keepBusy" => Read(id, type, hash, body, CommandJson.Default.KeepBusy),
                "setStock" => Read(id, type, hash, body, CommandJson.Default.SetStock),
                "editRestaurant" => Read(id, type, hash, body, CommandJson.Default.EditRestaurant),
                "superviseTown" => Read(id, type, hash, body, CommandJson.Default.SuperviseTown),
                "putVoucher" => Read(id, type, hash, body, CommandJson.Default.PutVoucher),
                _ => Malformed($"There is no command \"{type}\"."),
            };
        }
        catch (JsonException exception)
        {
            return Malformed($"The command could not be read: {exception.Message}");
        }
    }

    private static IncomingCommand Read<T>(
        string id, string type, byte[] caller, ReadOnlySpan<byte> body, JsonTypeInfo<T> json)
        where T : Command =>
        JsonSerializer.Deserialize(body, json) is { } command
            ? Submission(id, type, caller, command, json, body.Length)
            : Malformed("The command is null.");

    private static IncomingCommand ReadOrder(string id, string type, byte[] caller, ReadOnlySpan<byte> body) =>
        UsualOrder.Read(body) is { } order
            ? Submission(id, type, caller, order, CommandJson.Default.PlaceOrder, body.Length)
            : Read(id, type, caller, body, CommandJson.Default.PlaceOrder);

    private static CommandSubmission Submission<T>(string id, string type, byte[] caller, T command, JsonTypeInfo<T> json, int body)
        where T : Command =>
        new(id, command, Fingerprint(type, command, json), caller, SizeOf(command, body));

    /// <summary>Its passwords are no part of the fingerprint yet: they go into it where they are hashed.</summary>
    private static IncomingCommand ReadWithPassword<T>(
        string id, string type, byte[] caller, ReadOnlySpan<byte> body, JsonTypeInfo<T> json)
        where T : Command, ICarryPassword =>
        JsonSerializer.Deserialize(body, json) is { } command
            ? new CommandSubmission(
                id,
                command,
                Fingerprint(type, (T)command.WithoutPasswords, json),
                caller,
                SizeOf(command, body.Length))
            : Malformed("The command is null.");

    private static IncomingCommand ReadChange(string id, string type, byte[] caller, ReadOnlySpan<byte> body)
    {
        var read = Read(id, type, caller, body, CommandJson.Default.ChangePerson);
        return read.Submission?.Command is ChangePerson { Postcode: { } text }
            && !Postcode.TryParse(text, out _, out var problem)
            ? Refusal.Of([new Fault("postcode", Reason.PostcodeMalformed, problem)])
            : read;
    }

    private static IncomingCommand ReadRegistration(string id, string type, ReadOnlySpan<byte> body)
    {
        var command = JsonSerializer.Deserialize(body, CommandJson.Default.RegisterCustomer);
        if (command is null)
        {
            return Malformed("The command is null.");
        }

        if (!Postcode.TryParse(command.Postcode, out _, out var problem))
        {
            return Refusal.Of([new Fault("postcode", Reason.PostcodeMalformed, problem)]);
        }

        if (command.TokenHash is { } hash && !IsTokenHash(hash))
        {
            return Malformed("A token's hash has 64 hex digits.");
        }

        return new CommandSubmission(
            id,
            command,
            Fingerprint(type, (RegisterCustomer)command.WithoutPasswords, CommandJson.Default.RegisterCustomer),
            default,
            SizeOf(command, body.Length));
    }

    /// <summary>
    /// An order's record has the names, prices and allergens of what the body only names; that of an edit, the whole document.
    /// </summary>
    private static int SizeOf(Command command, int body) => RecordSize + body + command switch
    {
        PlaceOrder order => body + (PartsOf(order) * LineSize),
        EditRestaurant => DocumentSize,
        _ => 0,
    };

    private static int PartsOf(PlaceOrder order)
    {
        var parts = 0;
        foreach (var line in order.Lines)
        {
            parts += 1 + (line.Choices?.Count ?? 0);
        }

        return parts;
    }

    /// <summary>Of the command as parsed: the same command spelled otherwise has the same.</summary>
    private static byte[] Fingerprint<T>(string type, T command, JsonTypeInfo<T> json)
    {
        var buffer = t_buffer ??= new ArrayBufferWriter<byte>(1024);
        var writer = t_writer ??= new Utf8JsonWriter(buffer);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        writer.WriteStartArray();
        writer.WriteStringValue(type);
        JsonSerializer.Serialize(writer, command, json);
        writer.WriteEndArray();
        writer.Flush();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        if (buffer.Capacity > KeptBuffer)
        {
            (t_buffer, t_writer) = (null, null);
        }

        return hash[..FingerprintLength].ToArray();
    }

    private static bool IsTokenHash(string text) => text.Length == TokenHashDigits && !text.AsSpan().ContainsAnyExcept(HexDigits);

    private static Refusal Malformed(string detail) => new(Reason.MalformedRequest, detail);

    private static void Expect(bool met)
    {
        if (!met)
        {
            throw new JsonException("The commands are not as they should be.");
        }
    }
}

/// <summary>A command that came in: to be decided, or answered already because it is malformed. Immutable.</summary>
public sealed record IncomingCommand
{
    private IncomingCommand(CommandSubmission? submission, Answer? answer)
    {
        Submission = submission;
        Answer = answer;
    }

    /// <summary>To be decided; null where there is an answer.</summary>
    public CommandSubmission? Submission { get; init; }

    /// <summary>The answer outside the log; null where it is to be decided.</summary>
    public Answer? Answer { get; }

    public static implicit operator IncomingCommand(CommandSubmission submission) => new(submission, null);

    public static implicit operator IncomingCommand(Refusal refusal) =>
        new(null, new Answer(refusal.Reason.Status(), Problem.ToBytes(refusal)));
}
