package org.exeunt.testkit.contract;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.TestInstance;

/** Base of the contracts of plugins with options: the choices to check. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Variants<T> {
    static final RandomStreams STREAMS = new RandomStreams(23);

    /** Returns the choices to check, one per relevant set of options. */
    protected abstract List<PluginChoice<T>> variants();

    final T create(PluginChoice<T> variant) {
        return variant.create(new RecordingContext());
    }
}
