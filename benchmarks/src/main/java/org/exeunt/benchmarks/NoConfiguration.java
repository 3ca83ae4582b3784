package org.exeunt.benchmarks;

import java.nio.file.Path;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.plugin.PluginContext;

/** A plugin context without a configuration file. */
record NoConfiguration(LinearAlgebra linearAlgebra) implements PluginContext {
    NoConfiguration() {
        this(LinearAlgebra.plain());
    }

    @Override
    public Path resolve(Path path) {
        return path;
    }

    @Override
    public void warn(String sentence) {
        System.err.println(sentence);
    }
}
