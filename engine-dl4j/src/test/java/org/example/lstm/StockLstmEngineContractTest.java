package org.example.lstm;

import java.util.List;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.Dl4jEngine;
import org.exeunt.dl4j.NetworkOptions;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.testkit.contract.Float32EngineContract;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Tag;

/** Runs the published contract of backbones on a backbone of another project. */
@Tag("slow")
class StockLstmEngineContractTest extends Float32EngineContract<NetworkOptions> {
    @Override
    protected Engine<NetworkOptions> engine() {
        return new Dl4jEngine(new RecordingContext());
    }

    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(new StockLstm.Provider(), new StockLstm.Options(5, 2)),
                PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options()));
    }

    @Override
    protected InputShape input() {
        return InputShape.of(List.of(3, 7));
    }

    /** The engine computes in float32: a loss of about 1 has an error of about 1e-7. */
    @Override
    protected double gradientStep() {
        return 2e-3;
    }
}
