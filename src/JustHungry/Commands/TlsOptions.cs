using System.CommandLine;
using JustHungry.Replication.Inner;

namespace JustHungry.Commands;

/// <summary>
/// The options that say how parts of a town on several machines trust each other. Each has a variable of the environment, so that a
/// machine's parts can share one file of settings.
/// </summary>
internal sealed class TlsOptions
{
    private readonly Option<FileInfo?> _cert = File("--tls-cert", "HUNGRY_TLS_CERT", "This part's certificate (PEM), and after it those up to the authority.");
    private readonly Option<FileInfo?> _key = File("--tls-key", "HUNGRY_TLS_KEY", "That certificate's key (PEM).");
    private readonly Option<FileInfo?> _ca = File("--tls-ca", "HUNGRY_TLS_CA", "The authority of the other parts' certificates (PEM). Default: the system's.");
    private readonly Option<bool> _mutual = new("--tls-mutual")
    {
        Description = "Answer only who shows a certificate of that authority.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("HUNGRY_TLS_MUTUAL") is "1" or "true" or "yes",
    };
    private readonly Option<bool> _plain = new("--plain-http")
    {
        Description = "Listen without TLS although other machines can reach it: only where the network is trusted.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("HUNGRY_PLAIN_HTTP") is "1" or "true" or "yes",
    };

    /// <summary>For commands that only ask others.</summary>
    public void AddForClient(Command command)
    {
        command.Add(_cert);
        command.Add(_key);
        command.Add(_ca);
    }

    /// <summary>For those that listen, too.</summary>
    /// <param name="command">Which.</param>
    /// <param name="isInner">True: its port is for parts of the town alone, so that it may ask for their certificates.</param>
    public void AddForServer(Command command, bool isInner)
    {
        AddForClient(command);
        command.Add(_plain);
        if (isInner)
        {
            command.Add(_mutual);
        }
    }

    public bool PlainHttp(ParseResult parsed) => parsed.GetValue(_plain);

    /// <exception cref="RefusedException">They do not fit together.</exception>
    public TlsFiles Read(ParseResult parsed)
    {
        var files = new TlsFiles
        {
            CertFile = parsed.GetValue(_cert)?.FullName,
            KeyFile = parsed.GetValue(_key)?.FullName,
            CaFile = parsed.GetValue(_ca)?.FullName,
            IsMutual = parsed.CommandResult.Command.Options.Contains(_mutual) && parsed.GetValue(_mutual),
        };
        return files.Fault is { } fault ? throw new RefusedException(fault) : files;
    }

    private static Option<FileInfo?> File(string name, string variable, string meaning) => new(name)
    {
        Description = $"{meaning} In the environment: {variable}",
        HelpName = "FILE",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } file ? new FileInfo(file) : null,
    };
}
