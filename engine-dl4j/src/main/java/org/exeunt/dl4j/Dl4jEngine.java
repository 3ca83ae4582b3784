package org.exeunt.dl4j;

import java.util.List;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.Finding;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.dl4j.nativeaccess.Allocator;
import org.exeunt.dl4j.nativeaccess.FastPath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Early-exit networks on Deeplearning4j's native CPU backend.
 *
 * <p>Same bits on every thread of one kind of CPU; on another kind the native libraries may choose other instructions.
 */
public final class Dl4jEngine implements Engine<NetworkOptions> {
    private static final Logger LOG = LoggerFactory.getLogger(Dl4jEngine.class);

    private final PluginContext context;
    private final Allocator.Tuning allocator;

    /** Makes the engine and sets the C allocator of this process. */
    public Dl4jEngine(PluginContext context) {
        this.context = context;
        this.allocator = Allocator.tune();
        for (Finding finding : selfTest()) {
            if (finding.ok()) {
                LOG.debug("{}", finding.sentence());
            } else {
                LOG.warn("{}", finding.sentence());
            }
        }
    }

    @Override
    public NetworkDesign design(NetworkOptions network, InputShape input, int classes) {
        return new Dl4jDesign(
                new Blueprint(network.backbone().create(context), network.head().create(context), input, classes));
    }

    @Override
    public List<Finding> selfTest() {
        return FastPath.check(allocator);
    }
}
