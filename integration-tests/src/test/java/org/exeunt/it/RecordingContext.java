package org.exeunt.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.plugin.PluginContext;

/** What a plugin is made with; remembers what it warned of. */
final class RecordingContext implements PluginContext {
    private final List<String> warnings = new ArrayList<>();

    @Override
    public Path resolve(Path path) {
        return path.toAbsolutePath();
    }

    @Override
    public void warn(String sentence) {
        warnings.add(sentence);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }
}
