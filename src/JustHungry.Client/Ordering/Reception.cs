using JustHungry.Client.Api;
using JustHungry.Client.Memory;

namespace JustHungry.Client.Ordering;

/// <summary>
/// Makes somebody known to the town, once: the key of the registration is saved before it is sent, so that a client that
/// died in between is told the same customer and the same token by the next attempt.
/// </summary>
internal sealed class Reception(TownApi api, Town town, KeySource keys, Patience patience, TimeProvider time)
{
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Registers a new customer, who is the one that orders from now on.</summary>
    public async Task<Reply<Person>> Register(string name, string postcode, CancellationToken cancel)
    {
        using var alone = await Lock(cancel);
        var begun = town.Registration();
        if (begun is not null && (begun.Name != name || begun.Postcode != postcode))
        {
            // Somebody else was begun first. That customer may exist already and must not be lost.
            await Send(begun, cancel);
            begun = null;
        }

        begun ??= Begin(name, postcode);
        return await Send(begun, cancel);
    }

    /// <summary>Finishes a registration that an earlier run began; null if there is none.</summary>
    public async Task<Reply<Person>?> FinishBegun(CancellationToken cancel)
    {
        if (town.Registration() is null)
        {
            return null;
        }

        using var alone = await Lock(cancel);
        return town.Registration() is { } begun ? await Send(begun, cancel) : null;
    }

    /// <summary>Somebody who is remembered orders from now on.</summary>
    public async Task Choose(Person person, CancellationToken cancel)
    {
        using var alone = await Lock(cancel);
        town.Save(town.People().With(person));
    }

    /// <summary>Somebody is no longer remembered here.</summary>
    public async Task Forget(Person person, CancellationToken cancel)
    {
        using var alone = await Lock(cancel);
        town.Save(town.People().Without(person.Id));
    }

    private PendingRegistration Begin(string name, string postcode)
    {
        var registration = new PendingRegistration(keys.Next(), name, postcode, time.GetUtcNow());
        town.Save(registration);
        return registration;
    }

    private async Task<Reply<Person>> Send(PendingRegistration begun, CancellationToken cancel)
    {
        var reply = await api.Register(begun.Key, begun.Name, begun.Postcode, cancel);
        if (reply is not Reply<Registered>.Done done)
        {
            town.ForgetRegistration();
            return new Reply<Person>.Refused(((Reply<Registered>.Refused)reply).Problem, reply.Answer);
        }

        var person = new Person(done.Value.Id, done.Value.Token, begun.Name, begun.Postcode);
        town.Save(town.People().With(person));
        town.ForgetRegistration();
        return new Reply<Person>.Done(person, reply.Answer);
    }

    private async Task<IDisposable> Lock(CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < patience.Lock)
        {
            if (town.TryLock() is { } taken)
            {
                return taken;
            }

            await Task.Delay(LockPause, time, cancel);
        }

        throw new MemoryException("Another client on this computer is registering and does not end. Try again later.");
    }
}
