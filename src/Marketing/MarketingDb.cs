using Microsoft.EntityFrameworkCore;

namespace Dangol.Marketing;

internal sealed class MarketingDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Segment> Segments => Set<Segment>();
    public DbSet<Offer> Offers => Set<Offer>();
    public DbSet<Campaign> Campaigns => Set<Campaign>();
    public DbSet<CampaignLaunch> Launches => Set<CampaignLaunch>();
    public DbSet<CampaignPause> Pauses => Set<CampaignPause>();
    public DbSet<CampaignStop> Stops => Set<CampaignStop>();
    public DbSet<CampaignList> Lists => Set<CampaignList>();

    protected override IEnumerable<DeclaredType> Types =>
        [new SegmentType(), new OfferType(), new CampaignType(), new CampaignLaunchType(), new CampaignPauseType(), new CampaignStopType(), new CampaignListType(), new ContactType(), new ResponseType()];
}
