using Grpc.Core;
using JustHungry.Replication.Log;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>What is behind a <see cref="LogUnavailableException"/> of this engine: etcd's own refusal, or nothing at all.</summary>
internal static class EtcdErrors
{
    /// <summary>In words for people: which member, and what it said or did not say.</summary>
    public static LogUnavailableException Of(EtcdEndpoint endpoint, RpcException error) => new(
        error.Status.DebugException is { } cause
            ? $"etcd at {endpoint} does not answer: {Innermost(cause).Message}"
            : $"etcd at {endpoint} refused: {error.Status.Detail}.",
        error)
    {
        IsStranger = error.StatusCode == StatusCode.PermissionDenied || error.Status.Detail is
            "etcdserver: user name is empty" or "etcdserver: authentication failed, invalid user ID or password",
    };

    /// <summary>etcd's code; null where a member did not answer.</summary>
    public static StatusCode? Code(LogUnavailableException error) => (error.InnerException as RpcException)?.StatusCode;

    /// <summary>The token has expired, or the users were changed since it was given.</summary>
    public static bool IsStaleToken(LogUnavailableException error) => Code(error) == StatusCode.Unauthenticated
        || (Code(error) == StatusCode.InvalidArgument && error.Message.Contains("auth store is old", StringComparison.Ordinal));

    /// <summary>Every member would say the same: there is no use in asking another one.</summary>
    public static bool IsFinal(LogUnavailableException error) => Code(error)
        is StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.PermissionDenied or StatusCode.ResourceExhausted
        or StatusCode.FailedPrecondition or StatusCode.OutOfRange or StatusCode.Unimplemented;

    /// <summary>The connection could not even be made, so that nothing was sent.</summary>
    public static bool WasNotSent(LogUnavailableException error) =>
        (error.InnerException as RpcException)?.Status.DebugException is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError,
        };

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;
}
