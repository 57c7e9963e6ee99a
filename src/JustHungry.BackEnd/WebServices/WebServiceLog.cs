using Microsoft.Extensions.Logging;

namespace JustHungry.BackEnd.WebServices;

/// <summary>What the look-ups write to the logger.</summary>
internal static partial class WebServiceLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The postcode service {Service} could not be used: {Reason}")]
    public static partial void PostcodeServiceFailed(this ILogger logger, string service, string reason);
}
