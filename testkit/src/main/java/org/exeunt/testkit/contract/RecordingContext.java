package org.exeunt.testkit.contract;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.exeunt.api.plugin.PluginContext;

/** A plugin context for tests that records warnings and returns paths unchanged. */
public final class RecordingContext implements PluginContext {
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    @Override
    public Path resolve(Path path) {
        return path;
    }

    @Override
    public void warn(String sentence) {
        warnings.add(sentence);
    }

    /** Returns the warnings so far. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
