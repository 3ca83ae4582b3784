package org.exeunt.app.compare;

/** Receives the progress of a comparison; called on any thread, one call at a time. */
public interface ComparisonListener {
    /** Reports an event, such as the end of a run. */
    void happened(String line);

    /** Reports that a run started; {@link #proceeds} is called as well. */
    void started(String line);

    /** Describes the current state, which holds until the next call. */
    void proceeds(String line);

    /** Returns a listener that ignores everything. */
    static ComparisonListener none() {
        return new ComparisonListener() {
            @Override
            public void happened(String line) {}

            @Override
            public void started(String line) {}

            @Override
            public void proceeds(String line) {}
        };
    }
}
