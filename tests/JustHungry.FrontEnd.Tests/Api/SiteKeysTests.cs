using System.Security.Cryptography;
using System.Text;
using JustHungry.FrontEnd.Pages;
using JustHungry.Replication.Inner;
using Microsoft.AspNetCore.DataProtection;

namespace JustHungry.FrontEnd.Tests.Api;

public sealed class SiteKeysTests
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("two soups");
    private readonly ClusterKey _key = ClusterKey.Create();

    [Fact]
    public void What_one_front_end_seals_another_one_opens_before_any_store_has_answered()
    {
        var sealed_ = At(new SiteKeys(_key)).Protect(Content);
        Assert.Equal(Content, At(new SiteKeys(_key)).Unprotect(sealed_));
    }

    [Fact]
    public void What_was_sealed_for_something_else_or_elsewhere_or_was_changed_is_not_opened()
    {
        var sealed_ = At(new SiteKeys(_key)).Protect(Content);
        Assert.ThrowsAny<CryptographicException>(() => At(new SiteKeys(_key), "orders").Unprotect(sealed_));
        Assert.ThrowsAny<CryptographicException>(() => At(new SiteKeys(ClusterKey.Create())).Unprotect(sealed_));
        for (var i = 0; i < sealed_.Length; i++)
        {
            var changed = sealed_.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => At(new SiteKeys(_key)).Unprotect(changed));
        }
        Assert.ThrowsAny<CryptographicException>(() => At(new SiteKeys(_key)).Unprotect([]));
    }

    [Fact]
    public void A_key_out_of_the_store_takes_the_first_ones_place_and_both_open_what_they_sealed()
    {
        var (one, other) = (new SiteKeys(_key), new SiteKeys(_key));
        var before = At(one).Protect(Content);
        var fresh = one.Fresh();
        one.Replace([fresh], fresh);
        other.Replace([fresh, "nonsense", new SiteKeys(ClusterKey.Create()).Fresh()], sealing: null);

        var after = At(one).Protect(Content);

        Assert.NotEqual(SiteKey.IdOf(before), SiteKey.IdOf(after));
        Assert.Equal(Content, At(other).Unprotect(before));
        Assert.Equal(Content, At(other).Unprotect(after));
        Assert.ThrowsAny<CryptographicException>(() => At(new SiteKeys(_key)).Unprotect(after));
    }

    private static IDataProtector At(SiteKeys keys, string purpose = "basket") => new SiteProtection(keys).CreateProtector(purpose);
}
