package org.exeunt.it.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.plugin.PluginContext;

/** Plugin context that records warnings. */
public final class RecordingContext implements PluginContext {
    private final List<String> warnings = new ArrayList<>();

    @Override
    public Path resolve(Path path) {
        return path.toAbsolutePath();
    }

    @Override
    public void warn(String message) {
        warnings.add(message);
    }

    /** Returns all warnings so far. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
