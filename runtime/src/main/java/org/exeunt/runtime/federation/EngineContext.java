package org.exeunt.runtime.federation;

import java.nio.file.Path;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.plugin.PluginContext;

/**
 * What plugins may ask once the run's engine is made.
 *
 * @param run answers everything else
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
