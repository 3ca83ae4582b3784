package org.exeunt.dl4j;

import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.HealthCheck;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.device.Device;
import org.exeunt.dl4j.device.SelectedDevice;
import org.exeunt.dl4j.nativeaccess.Allocator;
import org.exeunt.dl4j.nativeaccess.InstructionSet;
import org.exeunt.dl4j.nativeaccess.NativeLibraryChecks;
import org.exeunt.dl4j.nativeaccess.NativeLinearAlgebra;
import org.exeunt.dl4j.nativeaccess.OpenBlasKernels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Engine that runs early-exit networks on Deeplearning4j, with its native CPU backend or its CUDA backend.
 *
 * <p>On one CPU model, results are bitwise equal on every thread; on another model the native libraries may select
 * other instructions. Bitwise equality is not guaranteed on a GPU.
 */
public final class Dl4jEngine implements Engine<NetworkOptions> {
    private static final Logger LOG = LoggerFactory.getLogger(Dl4jEngine.class);

    private final PluginContext context;
    private final SelectedDevice device;
    private final boolean keepsFreedMemory;

    /** Creates the engine on the CPU and configures the C allocator of this process. */
    public Dl4jEngine(PluginContext context) {
        this(Device.CPU, context);
    }

    /**
     * Creates the engine and configures the C allocator of this process.
     *
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if the device cannot be used, or if this
     *     process already uses the other one
     */
    public Dl4jEngine(Device requested, PluginContext context) {
        this.context = context;
        this.keepsFreedMemory = Allocator.tune();
        OpenBlasKernels.select();
        this.device = SelectedDevice.select(requested);
        device.message().ifPresent(context::warn);
        for (HealthCheck check : nativeLibraryChecks()) {
            if (check.ok()) {
                LOG.debug("{}", check.sentence());
            } else {
                LOG.warn("{}", check.sentence());
            }
        }
    }

    @Override
    public NetworkDesign design(NetworkOptions network, InputShape input, int classes) {
        GraphFactory factory = new GraphFactory(
                PluginCall.create(network.backbone(), "network.backbone", context),
                PluginCall.create(network.head(), "network.head", context),
                input,
                classes);
        Dl4jDesign design = new Dl4jDesign(factory, network.initialValues());
        design.warning().ifPresent(context::warn);
        return design;
    }

    @Override
    public String arithmetic() {
        return device.isCuda() ? "CUDA" : InstructionSet.ofThisProcess();
    }

    @Override
    public LinearAlgebra linearAlgebra() {
        return device.isCuda() ? LinearAlgebra.plain() : new NativeLinearAlgebra();
    }

    @Override
    public List<HealthCheck> selfTest() {
        return Stream.concat(device.check().stream(), nativeLibraryChecks().stream())
                .toList();
    }

    /** These checks concern the CPU only. */
    private List<HealthCheck> nativeLibraryChecks() {
        return device.isCuda() ? List.of() : NativeLibraryChecks.check(keepsFreedMemory);
    }
}
