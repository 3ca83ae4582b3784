package org.exeunt.app.compare;

/** Receives reports on how a campaign proceeds; called from any thread, one call at a time. */
public interface CampaignListener {
    /** Reports something that happened once, such as that a run ended. */
    void happened(String line);

    /** Reports that a run started; {@link #proceeds} reports it, too. */
    void started(String line);

    /** Describes what goes on now, until the next call. */
    void proceeds(String line);

    /** Returns a listener that ignores everything. */
    static CampaignListener none() {
        return new CampaignListener() {
            @Override
            public void happened(String line) {}

            @Override
            public void started(String line) {}

            @Override
            public void proceeds(String line) {}
        };
    }
}
