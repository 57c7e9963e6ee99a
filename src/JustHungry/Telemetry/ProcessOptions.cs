using System.CommandLine;
using JustHungry.Replication.Inner;

namespace JustHungry.Telemetry;

/// <summary>How a part of the town tells what it does: options that replica, front end and name server share.</summary>
internal sealed class ProcessOptions
{
    private const string FormatVariable = "HUNGRY_LOG_FORMAT";
    private const string Text = "text";
    private const string Json = "json";

    private readonly Option<string> _format = new("--log-format")
    {
        Description = $"What is said is lines for people, or JSON objects, one a line. In the environment: {FormatVariable}",
        HelpName = $"{Text}|{Json}",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(FormatVariable) is Json ? Json : Text,
    };

    private readonly Option<string?> _otlp = new("--otlp")
    {
        Description = $"Send metrics and traces there by OTLP, such as http://127.0.0.1:4318. In the environment: {OtlpExport.EndpointVariable}",
        HelpName = "URL",
    };

    public ProcessOptions()
    {
        _format.AcceptOnlyFromAmong(Text, Json);
        _otlp.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
            {
                result.AddError($"'{result.Tokens[0].Value}' is no address for --otlp: write it like http://127.0.0.1:4318.");
            }
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_otlp);
    }

    /// <summary>The same choice for the processes that this one starts.</summary>
    public void HandOn(ParseResult parsed)
    {
        Environment.SetEnvironmentVariable(FormatVariable, parsed.GetValue(_format));
        OtlpExport.Choose(parsed.GetValue(_otlp));
    }

    /// <summary>Begins; what is returned ends it, and sends what is left.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="part">What this process is: <c>replica</c>, <c>front-end</c> or <c>name-server</c>.</param>
    /// <param name="instance">Which one, such as its data folder or address.</param>
    /// <param name="time">For the times of lines.</param>
    public IDisposable Begin(ParseResult parsed, string part, string instance, TimeProvider time)
    {
        if (parsed.GetValue(_format) == Json)
        {
            ProcessLog.UseJson(time);
        }
        OtlpExport.Choose(parsed.GetValue(_otlp));
        return OtlpExport.Start(part, instance);
    }
}
