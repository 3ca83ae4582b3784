package org.exeunt.dl4j;

import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.HealthCheck;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.dl4j.device.Device;
import org.exeunt.dl4j.device.DeviceInUse;
import org.exeunt.dl4j.nativeaccess.Allocator;
import org.exeunt.dl4j.nativeaccess.BlasKernels;
import org.exeunt.dl4j.nativeaccess.FastPath;
import org.exeunt.dl4j.nativeaccess.Instructions;
import org.exeunt.dl4j.nativeaccess.NativeLinearAlgebra;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Early-exit networks on Deeplearning4j, on its native CPU backend or on that for CUDA.
 *
 * <p>Same bits on every thread of one kind of CPU; on another kind the native libraries may choose other instructions. On a GPU equal bits are not
 * promised.
 */
public final class Dl4jEngine implements Engine<NetworkOptions> {
    private static final Logger LOG = LoggerFactory.getLogger(Dl4jEngine.class);

    private final PluginContext context;
    private final DeviceInUse device;
    private final Allocator.Tuning allocator;

    /** Makes the engine on the processor and sets the C allocator of this process. */
    public Dl4jEngine(PluginContext context) {
        this(Device.CPU, context);
    }

    /**
     * Makes the engine and sets the C allocator of this process.
     *
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if the device cannot be used, or this process already uses the other one
     */
    public Dl4jEngine(Device asked, PluginContext context) {
        this.context = context;
        this.allocator = Allocator.tune();
        BlasKernels.choose();
        this.device = DeviceInUse.take(asked);
        device.announcement().ifPresent(context::warn);
        for (HealthCheck finding : fastPath()) {
            if (finding.ok()) {
                LOG.debug("{}", finding.sentence());
            } else {
                LOG.warn("{}", finding.sentence());
            }
        }
    }

    @Override
    public NetworkDesign design(NetworkOptions network, InputShape input, int classes) {
        Dl4jDesign design = new Dl4jDesign(new GraphFactory(
                network.backbone().create(context), network.head().create(context), input, classes));
        design.warning().ifPresent(context::warn);
        return design;
    }

    @Override
    public String arithmetic() {
        return device.isCuda() ? "CUDA" : Instructions.ofThisProcess();
    }

    @Override
    public LinearAlgebra linearAlgebra() {
        return device.isCuda() ? LinearAlgebra.plain() : new NativeLinearAlgebra();
    }

    @Override
    public List<HealthCheck> selfTest() {
        return Stream.concat(device.look().stream(), fastPath().stream()).toList();
    }

    /** What makes a processor fast says nothing of a GPU. */
    private List<HealthCheck> fastPath() {
        return device.isCuda() ? List.of() : FastPath.check(allocator);
    }
}
