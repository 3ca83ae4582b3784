package org.exeunt.runtime.store.identity;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.plugin.Option.Affects;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.config.plugins.KebabCase;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.store.codec.RecordShape;

/**
 * All plugins of a configuration and the paths in its options, including the options of nested plugins, in the order of
 * the record's components, without those that affect nothing.
 *
 * @param paths each with the section that names it; without those that affect only what a run records, and without
 *     those of the data set, which lists its files itself
 */
record ChosenPlugins(List<Plugin<?, ?>> plugins, Map<Path, String> paths) {
    private static final String DATASET = "dataset";

    static ChosenPlugins of(RunConfig config) {
        ChosenPlugins chosen = new ChosenPlugins(new ArrayList<>(), new LinkedHashMap<>());
        chosen.visit(config, "", Affects.TRAINING);
        return chosen;
    }

    private void visit(Object value, String section, Affects affects) {
        if (value instanceof PluginChoice<?> choice) {
            plugins.add(choice.plugin());
            visit(choice.options(), section, affects);
        } else if (value instanceof Path path && affects != Affects.RECORD && !section.equals(DATASET)) {
            paths.putIfAbsent(path, section);
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(inner -> visit(inner, section, affects));
        } else if (value instanceof List<?> list) {
            list.forEach(element -> visit(element, section, affects));
        } else if (value instanceof Record options) {
            RecordShape shape = RecordShape.of(options.getClass());
            for (int i = 0; i < shape.size(); i++) {
                Affects part = shape.affects(i).orElse(affects);
                if (part != Affects.NOTHING) {
                    visit(
                            shape.read(options, i),
                            section.isEmpty() ? KebabCase.ofName(shape.component(i)) : section,
                            part);
                }
            }
        }
    }
}
