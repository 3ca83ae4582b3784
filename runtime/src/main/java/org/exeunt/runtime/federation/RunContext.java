package org.exeunt.runtime.federation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.plugin.PluginContext;

/**
 * The context of a run's plugins. Warnings may be issued on any thread and are collected until the server thread takes
 * them; each sentence is reported once.
 */
public final class RunContext implements PluginContext {
    private final Path workingDirectory;
    private final Set<String> reported = new HashSet<>();
    private final Set<String> pending = new TreeSet<>();
    private volatile LinearAlgebra linearAlgebra = LinearAlgebra.plain();

    public RunContext(Path workingDirectory) {
        this.workingDirectory = workingDirectory;
    }

    @Override
    public Path resolve(Path path) {
        return DataFolder.resolve(workingDirectory, path);
    }

    @Override
    public LinearAlgebra linearAlgebra() {
        return linearAlgebra;
    }

    /** Sets the linear algebra for plugins that are created after the engine. */
    void setLinearAlgebra(LinearAlgebra ofEngine) {
        linearAlgebra = ofEngine;
    }

    /** Returns a context for plugins that write files: paths are resolved against the working directory only. */
    public PluginContext forOutput() {
        return new PluginContext() {
            @Override
            public Path resolve(Path path) {
                return workingDirectory.resolve(path);
            }

            @Override
            public void warn(String sentence) {
                RunContext.this.warn(sentence);
            }
        };
    }

    @Override
    public synchronized void warn(String sentence) {
        if (!reported.contains(sentence)) {
            pending.add(sentence);
        }
    }

    /** Marks warnings as reported. */
    public synchronized void markReported(List<String> sentences) {
        reported.addAll(sentences);
        pending.removeAll(reported);
    }

    /** Returns the warnings since the last call, in an order that does not depend on threads. */
    public synchronized List<String> takeWarnings() {
        List<String> warnings = new ArrayList<>(pending);
        reported.addAll(warnings);
        pending.clear();
        return warnings;
    }
}
