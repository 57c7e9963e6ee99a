using JustHungry.Replication.Log;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>A member's answer that is no success: etcd's own words, and its code (gRPC's numbers).</summary>
internal sealed class EtcdRefusal(int code, string words) : Exception(words)
{
    public const int NotFound = 5;
    public const int PermissionDenied = 7;
    public const int NoSpace = 8;
    public const int OutOfRange = 11;
    private const int InvalidArgument = 3;
    private const int FailedPrecondition = 9;
    private const int Unauthenticated = 16;

    public int Code { get; } = code;

    /// <summary>The token has expired, or the users were changed since it was given.</summary>
    public bool IsStaleToken =>
        Code == Unauthenticated || (Code == InvalidArgument && Message.Contains("auth store is old", StringComparison.Ordinal));

    /// <summary>Every member would say the same: there is no use in asking another one.</summary>
    public bool IsFinal => Code is InvalidArgument or NotFound or PermissionDenied or NoSpace or FailedPrecondition or OutOfRange;

    /// <summary>The refusal behind an exception; null where a member did not answer at all.</summary>
    public static EtcdRefusal? Of(LogUnavailableException error) => error.InnerException as EtcdRefusal;

    /// <summary>The code of the refusal behind an exception; −1 where there was none.</summary>
    public static int CodeOf(LogUnavailableException error) => Of(error)?.Code ?? -1;
}
