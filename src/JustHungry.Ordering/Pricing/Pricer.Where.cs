using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Pricing;

/// <content>Where and when: service, opening hours, slot, delivery area, address.</content>
internal sealed partial class Pricer
{
    private const int MaxAddressLines = 5;
    private const int MaxAddressText = 100;
    private const int MaxPhone = 30;

    private void ReadService()
    {
        var service = ServiceTypes.Parse(basket.Service);
        (_service, _knowsService) = (service ?? ServiceType.Delivery, service is not null);
        if (!_knowsService)
        {
            Add(
                "service",
                Reason.ServiceUnknown,
                $"An order is for delivery or collection, not for {Words.Quoted(basket.Service!)}.");
        }
        else if (!restaurant.Offers(_service))
        {
            var isDelivery = _service == ServiceType.Delivery;
            Add(
                basket.Service is null ? "restaurant" : "service",
                isDelivery ? Reason.DeliveryNotOffered : Reason.CollectionNotOffered,
                isDelivery ? $"{restaurant.Name} does not deliver." : $"Nothing can be collected at {restaurant.Name}.");
        }
    }

    /// <summary>
    /// What is ordered as soon as possible is ordered while it is open and, where there are slots, before the last of
    /// them has gone: the kitchen must not be asked for more when it has told everybody else that it is too late.
    /// </summary>
    private void CheckOpen()
    {
        var now = situation.Now;
        if (situation.Live.IsPaused(now))
        {
            Add(
                "restaurant",
                Reason.RestaurantPaused,
                $"{restaurant.Name} takes no orders until {Clock(situation.Live.PausedUntil!.Value)}.");
        }

        if (basket.Time is not (null or "asap") || !restaurant.Offers(_service))
        {
            return;
        }

        if (restaurant.Slots is { } slots)
        {
            var ready = now.AddMinutes(slots.LeadMinutes + situation.Live.Busy(now));
            if (restaurant.Hours.IsOpenBeyond(_service, now, ready, restaurant.Zone))
            {
                return;
            }

            if (restaurant.IsOpen(_service, now))
            {
                Add(
                    "restaurant",
                    Reason.RestaurantClosed,
                    $"{restaurant.Name} closes soon: it is too late for an order as soon as possible.");
                return;
            }
        }

        if (!restaurant.IsOpen(_service, now))
        {
            Add("restaurant", Reason.RestaurantClosed, $"{restaurant.Name} is closed for {_service.Code()} now.");
        }
    }

    private Slot? FindSlot(out DateTimeOffset wanted)
    {
        wanted = situation.Now;
        if (!Quote.TryReadTime(basket.Time, out var time))
        {
            Add(
                "time",
                Reason.SlotUnavailable,
                "The time is asap, or when a slot begins, such as 2026-03-11T18:30:00Z.");
            return null;
        }

        if (time is not { } begins)
        {
            return null;
        }

        wanted = begins;
        var busy = situation.Live.Busy(situation.Now);
        if (Slots.Find(restaurant, _service, busy, begins, situation.Now) is not { } slot)
        {
            Add("time", Reason.SlotUnavailable, $"{restaurant.Name} has no slot at {Clock(begins)} that can still be had.");
            return null;
        }

        if (restaurant.Slots!.Capacity is { } capacity && situation.SeatsTaken(begins) >= capacity)
        {
            Add("time", Reason.SlotFull, $"{restaurant.Name} can do no more at {Clock(begins)}.");
        }

        return slot;
    }

    private DeliveryTerms? CheckDelivery()
    {
        if (_service == ServiceType.Collection || restaurant.Delivery is null)
        {
            return null;
        }

        CheckAddress();
        if (recipient.Postcode is null)
        {
            return null;
        }

        if (!recipient.PostcodeExists)
        {
            Add(
                PostcodePath(),
                Reason.PostcodeUnknown,
                $"There is no postcode {recipient.Postcode}: please check how it is written.");
            return null;
        }

        var terms = restaurant.Delivery.TermsFor(restaurant.Location, recipient.Whereabouts);
        if (terms is null)
        {
            Add(
                basket.OwnPostcode is null ? "restaurant" : PostcodePath(),
                Reason.OutsideDeliveryArea,
                $"{restaurant.Name} does not deliver to {recipient.Postcode}.");
        }

        return terms;
    }

    private void CheckAddress()
    {
        if (recipient.Postcode is null)
        {
            Add(
                basket.OwnPostcode is null ? "postcode" : PostcodePath(),
                Reason.AddressIncomplete,
                "A whole UK postcode is needed, such as DH1 3LE.");
        }

        if (basket.Address is not { } address)
        {
            return;
        }

        if (address.Lines.Count == 0 || string.IsNullOrWhiteSpace(address.Lines[0]))
        {
            Add("address.lines", Reason.AddressIncomplete, "The address needs a house and a street.");
        }

        var isTooMuch = address.Lines.Count > MaxAddressLines
            || address.Lines.Append(address.Town).Any(text => text?.Length > MaxAddressText)
            || address.Phone?.Length > MaxPhone;
        var cannotBeShown =
            address.Lines.Append(address.Town).Append(address.Phone).Any(text => text is not null && !Words.CanBeShown(text));
        if (isTooMuch || cannotBeShown)
        {
            Add(
                "address",
                Reason.AddressIncomplete,
                $"An address has at most {MaxAddressLines} lines of {MaxAddressText} characters that can be shown.");
        }
    }

    private string PostcodePath() => basket.Address?.Postcode is null ? "postcode" : "address.postcode";

    /// <summary>A moment on the restaurant's own clock.</summary>
    private string Clock(DateTimeOffset time) => Words.Clock(time, restaurant.Zone);
}
