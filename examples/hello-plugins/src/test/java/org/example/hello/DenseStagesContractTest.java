package org.example.hello;

import java.util.List;
import org.exeunt.api.network.Engine;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.Dl4jEngine;
import org.exeunt.dl4j.NetworkOptions;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.testkit.contract.Float32EngineContract;
import org.exeunt.testkit.contract.PluginContract;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Nested;
import org.nd4j.linalg.activations.Activation;

/** A backbone is checked as part of a network, here with linear heads on vectors. */
class DenseStagesContractTest extends Float32EngineContract<NetworkOptions> {
    @Override
    protected Engine<NetworkOptions> engine() {
        return new Dl4jEngine(new RecordingContext());
    }

    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(new DenseStages.Provider(), new DenseStages.Options(List.of(7, 6), Activation.TANH)),
                PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options()));
    }

    // Override for other inputs, such as images or tokens: input(), classes(), examples(int count)
    // Override for networks with batch norm: normalisesOverTheBatch()

    /** The plugin is registered and has valid options. */
    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new DenseStages.Provider();
        }
    }
}
