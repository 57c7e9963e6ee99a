using JustHungry.BackEnd.Store;
using JustHungry.BackEnd.WebServices;
using JustHungry.Ordering.Customers;

namespace JustHungry.BackEnd;

/// <summary>Where a postcode lies: from the replicated cache, else from the chain of services. Thread-safe.</summary>
public sealed class PostcodeFinder(ReplicaStore store, PostcodeServices services)
{
    /// <summary>Always an answer; an exact place that every replica knows is not asked for again.</summary>
    public async Task<PostcodeLookup> Find(Postcode postcode, CancellationToken cancel)
    {
        var known = store.Readers.Use(reader => reader.Tables.Postcodes.Find(postcode));
        if (known is { Approximate: false, Latitude: not null })
        {
            return new PostcodeLookup(known, Exists: true);
        }
        return await services.Find(postcode, cancel) switch
        {
            PostcodeAnswer.Found { Finding: var found } => new PostcodeLookup(
                new PostcodePlace(found.Postcode, found.Latitude, found.Longitude, found.Source, found.Approximate), Exists: true),
            _ => new PostcodeLookup(null, Exists: false),
        };
    }
}
