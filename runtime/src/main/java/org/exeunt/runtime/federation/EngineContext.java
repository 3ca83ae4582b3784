package org.exeunt.runtime.federation;

import java.nio.file.Path;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.plugin.PluginContext;

/**
 * The context of plugins that are created after the engine: adds the engine's linear algebra to the context of the run.
 *
 * @param run the context of the run
 * @param linearAlgebra of the engine
 */
public record EngineContext(PluginContext run, LinearAlgebra linearAlgebra) implements PluginContext {
    @Override
    public Path resolve(Path path) {
        return run.resolve(path);
    }

    @Override
    public void warn(String sentence) {
        run.warn(sentence);
    }
}
