package org.exeunt.testkit.contract;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.TestInstance;

/** What all contracts of plugins with options share: the sets of options to be checked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Variants<T> {
    static final RandomStreams STREAMS = new RandomStreams(23);

    /** Returns what is to be checked, one entry a set of options. */
    protected abstract List<PluginChoice<T>> variants();

    final T create(PluginChoice<T> variant) {
        return variant.create(new RecordingContext());
    }
}
