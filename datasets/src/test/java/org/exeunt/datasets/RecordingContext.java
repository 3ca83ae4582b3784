package org.exeunt.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.plugin.PluginContext;

/** A plugin context that records warnings. */
public record RecordingContext(List<String> warnings) implements PluginContext {
    public RecordingContext() {
        this(new ArrayList<>());
    }

    @Override
    public Path resolve(Path path) {
        return path.toAbsolutePath();
    }

    @Override
    public void warn(String sentence) {
        warnings.add(sentence);
    }
}
