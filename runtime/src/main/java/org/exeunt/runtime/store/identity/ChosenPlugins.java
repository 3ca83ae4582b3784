package org.exeunt.runtime.store.identity;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.runtime.store.codec.RecordShape;

/** Lists all plugins of a configuration and the paths in their options, including the options of nested plugins. */
final class ChosenPlugins {
    private final List<Plugin<?, ?>> found = new ArrayList<>();
    private final List<Path> paths = new ArrayList<>();

    private ChosenPlugins() {}

    /** Returns the plugins in the order of the record's components. */
    static List<Plugin<?, ?>> of(Record config) {
        ChosenPlugins chosen = new ChosenPlugins();
        chosen.visit(config);
        return chosen.found;
    }

    /** Returns the paths in the options of a plugin in the order of the record's components. */
    static List<Path> paths(PluginChoice<?> choice) {
        ChosenPlugins chosen = new ChosenPlugins();
        chosen.visit(choice);
        return chosen.paths;
    }

    private void visit(Object value) {
        if (value instanceof PluginChoice<?> choice) {
            found.add(choice.plugin());
            visit(choice.options());
        } else if (value instanceof Path path) {
            paths.add(path);
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(this::visit);
        } else if (value instanceof List<?> list) {
            list.forEach(this::visit);
        } else if (value instanceof Record parts) {
            for (Object part : RecordShape.of(parts.getClass()).read(parts)) {
                visit(part);
            }
        }
    }
}
