package org.exeunt.dl4j.onnx;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxGraphTest {
    @Test
    void modelsAboveTwoGibibytesAreRefused() {
        OnnxGraph.requireWritable(2_000_000_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnnxGraph.requireWritable(1L << 31))
                .withMessageContaining("2,147,483,648 bytes")
                .withMessageContaining("one model per stage");
    }

    @Test
    void constantsHaveAsManyValuesAsTheirShape() {
        OnnxGraph graph = new OnnxGraph();
        graph.startStage();
        OnnxNodes nodes = graph.nodes("stage1/dense", parameter -> new float[6], List.of());
        nodes.parameter("W", 3, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.parameter("b", 3))
                .withMessageContaining("'b' of layer 'stage1/dense' has 6 values")
                .withMessageContaining("[3]");
    }
}
