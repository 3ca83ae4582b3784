package org.exeunt.runtime.store.identity;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.runtime.store.codec.RecordShape;

/**
 * All plugins of a configuration and the paths in their options, including the options of nested plugins, in the order
 * of the record's components.
 */
record ChosenPlugins(List<Plugin<?, ?>> plugins, List<Path> paths) {
    /** Returns those of a configuration, a section or a plugin. */
    static ChosenPlugins of(Object config) {
        ChosenPlugins chosen = new ChosenPlugins(new ArrayList<>(), new ArrayList<>());
        chosen.visit(config);
        return chosen;
    }

    private void visit(Object value) {
        if (value instanceof PluginChoice<?> choice) {
            plugins.add(choice.plugin());
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
