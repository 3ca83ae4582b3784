package org.exeunt.benchmarks;

import java.nio.file.Path;
import org.exeunt.api.plugin.PluginContext;

/** No configuration stands behind a benchmark. */
final class NoConfiguration implements PluginContext {
    @Override
    public Path resolve(Path path) {
        return path;
    }

    @Override
    public void warn(String sentence) {
        System.err.println(sentence);
    }
}
