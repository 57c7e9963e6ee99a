using System.CommandLine;
using JustHungry.BackEnd.WebServices;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Inner;

namespace JustHungry.Commands;

/// <summary>Options that several commands have, made anew for each.</summary>
internal static class SharedOptions
{
    public const string DefaultNameServer = "http://127.0.0.1:7400";
    public const string AnyPort = "http://127.0.0.1:0";

    private const int HighestPort = 65_535;

    /// <summary>The environment's variable with the address that every process of the town is given.</summary>
    public const string NameServerVariable = "HUNGRY_NAME_SERVER";

    public static Option<string> NameServer() => Url(
        "--name-server",
        $"The name server's address, or an etcd's: etcd://HOST,HOST,…/TOWN. In the environment: {NameServerVariable}.",
        GivenNameServer ?? DefaultNameServer,
        EtcdAddress.Scheme);

    /// <summary>The address in the environment; null where there is none.</summary>
    public static string? GivenNameServer => Environment.GetEnvironmentVariable(NameServerVariable) is { Length: > 0 } given ? given : null;

    /// <summary>The address that others are told; null where it is not given.</summary>
    public static Option<string?> Advertise() => new("--advertise")
    {
        Description = "The address that the other parts are told, where it is not the one of --listen.", HelpName = "URL",
    };

    public static Option<FileInfo?> Key() => new("--key")
    {
        Description = "The town's cluster key. Default: the one beside the data folder, else data/cluster.key.",
        HelpName = "FILE",
    };

    /// <summary>The key of a town that is there; none is made.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static ClusterKey ExistingKey(string file) => File.Exists(file)
        ? ClusterKey.LoadOrCreate(file)
        : throw new RefusedException($"there is no cluster key at {file}: start in the town's folder, or give its key with --key.");

    public static Option<DirectoryInfo?> Data(string meaning) => new("--data") { Description = meaning, HelpName = "DIR" };

    /// <summary>Given by <c>up</c> to the processes that it starts; see <see cref="Processes.Shutdown"/>.</summary>
    public static Option<bool> WithParent() => new("--with-parent") { Hidden = true };

    /// <summary>An http address, or one that begins as <paramref name="orAlso"/> and is checked by whoever uses it.</summary>
    public static Option<string> Url(string name, string meaning, string standard, string? orAlso = null)
    {
        var option = new Option<string>(name)
        {
            Description = $"{meaning} Default: {EtcdAddress.WithoutPassword(standard)}",
            HelpName = "URL",
            DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : standard;
            var isOther = orAlso is not null && text.StartsWith(orAlso, StringComparison.OrdinalIgnoreCase);
            if (!isOther && (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
            {
                result.AddError($"'{text}' is no address for {name}: write it like {DefaultNameServer}.");
            }
        });
        return option;
    }

    public static Option<int> Number(string name, string meaning, int standard, int least, int most)
    {
        var option = new Option<int>(name)
        {
            Description = $"{meaning} {least}–{most}. Default: {standard}",
            HelpName = "N",
            DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var value) || value < least || value > most))
            {
                result.AddError($"{name} must be a number from {least} to {most}, not '{result.Tokens[0].Value}'.");
            }
        });
        return option;
    }

    public static Option<int> Port(string name, string meaning, int standard) => Number(name, meaning, standard, 1, HighestPort);

    public static Option<string> OnOff(string name, string meaning)
    {
        var option = new Option<string>(name) { Description = meaning, HelpName = "on|off", DefaultValueFactory = _ => "on" };
        option.AcceptOnlyFromAmong("on", "off");
        return option;
    }

    /// <summary>The three options that say where postcodes are looked up.</summary>
    internal sealed class PostcodeServices
    {
        private readonly PostcodeServicesOptions _standard = new();
        private readonly Option<string> _enabled = OnOff("--postcode-services", "Whether web services are asked for postcodes.");
        private readonly Option<string> _postcodesIo;
        private readonly Option<string> _getTheData;

        public PostcodeServices()
        {
            _postcodesIo = Url("--postcodes-io", "Base address of postcodes.io.", _standard.PostcodesIo.AbsoluteUri);
            _getTheData = Url("--getthedata", "Base address of getthedata.", _standard.GetTheData.AbsoluteUri);
        }

        public void AddTo(Command command)
        {
            command.Add(_enabled);
            command.Add(_postcodesIo);
            command.Add(_getTheData);
        }

        public PostcodeServicesOptions Read(ParseResult parsed) => _standard with
        {
            Enabled = parsed.GetValue(_enabled) == "on",
            PostcodesIo = new Uri(parsed.GetValue(_postcodesIo)!),
            GetTheData = new Uri(parsed.GetValue(_getTheData)!),
        };

        /// <summary>The same choice as arguments for a replica's process.</summary>
        public static IReadOnlyList<string> Arguments(PostcodeServicesOptions options) =>
        [
            "--postcode-services", options.Enabled ? "on" : "off",
            "--postcodes-io", options.PostcodesIo.AbsoluteUri,
            "--getthedata", options.GetTheData.AbsoluteUri,
        ];
    }
}
