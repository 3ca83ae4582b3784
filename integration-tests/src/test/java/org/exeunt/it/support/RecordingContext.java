package org.exeunt.it.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.plugin.PluginContext;

/** What a plugin is made with; remembers what it warned of. */
public final class RecordingContext implements PluginContext {
    private final List<String> warnings = new ArrayList<>();

    @Override
    public Path resolve(Path path) {
        return path.toAbsolutePath();
    }

    @Override
    public void warn(String sentence) {
        warnings.add(sentence);
    }

    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
