package org.exeunt.it;

import java.nio.file.Path;
import org.exeunt.api.plugin.PluginContext;

/** What a plugin is made with that has nothing to warn of. */
final class NoWarnings implements PluginContext {
    @Override
    public Path resolve(Path path) {
        return path.toAbsolutePath();
    }

    @Override
    public void warn(String sentence) {
        throw new AssertionError("unexpected warning: " + sentence);
    }
}
