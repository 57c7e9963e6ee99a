using System.Text.Json;

namespace JustHungry.Client.Memory;

/// <summary>What the client remembers of one town: the people who order from here, and what is not finished yet.</summary>
internal sealed class Town(string lineage, string folder)
{
    public string Lineage => lineage;

    /// <summary>Where all that is remembered of this town is.</summary>
    public string Folder => folder;

    public Outbox Outbox { get; } = new(Path.Combine(folder, "orders"));

    private string PeoplePath => Path.Combine(folder, "me.json");

    private string RegistrationPath => Path.Combine(folder, "registering.json");

    private string LockPath => Path.Combine(folder, "lock");

    /// <summary>Everybody who has registered here, and who is ordering now.</summary>
    /// <exception cref="MemoryException">The file is there and makes no sense.</exception>
    public People People() => Read(PeoplePath, MemoryJson.Default.People) ?? new People(null, []);

    public void Save(People people) =>
        PrivateFile.Write(PeoplePath, JsonSerializer.SerializeToUtf8Bytes(people, MemoryJson.Default.People));

    /// <summary>The registration that was begun and has no answer yet.</summary>
    public PendingRegistration? Registration() => Read(RegistrationPath, MemoryJson.Default.PendingRegistration);

    /// <summary>Saved before the first send, so that a second attempt is the same command.</summary>
    public void Save(PendingRegistration registration) => PrivateFile.Write(
        RegistrationPath, JsonSerializer.SerializeToUtf8Bytes(registration, MemoryJson.Default.PendingRegistration));

    public void ForgetRegistration() => File.Delete(RegistrationPath);

    /// <summary>Only one client at a time registers or changes who is ordering. Null while another one does.</summary>
    public IDisposable? TryLock() => PrivateFile.TryLock(LockPath, create: true);

    private static T? Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        if (PrivateFile.Read(path) is not { } json)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            throw new MemoryException($"{path} is damaged. Move it away to start anew.");
        }
    }
}
