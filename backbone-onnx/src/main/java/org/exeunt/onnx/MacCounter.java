package org.exeunt.onnx;

import java.util.Map;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;

/** Counts the multiply-accumulates (MACs) of operators, with the real shapes of one example. */
final class MacCounter {
    /** Operators that have MACs, each with the places of its two factors among the inputs. */
    static final Map<String, int[]> COUNTED = Map.of(
            "MatMul", new int[] {0, 1},
            "Gemm", new int[] {0, 1},
            "MatMulInteger", new int[] {0, 1},
            "QLinearMatMul", new int[] {0, 3},
            "Conv", new int[] {0, 1},
            "ConvInteger", new int[] {0, 1},
            "QLinearConv", new int[] {0, 3},
            "ConvTranspose", new int[] {0, 1});

    /** Operators whose MACs depend on more than the shapes of two factors. */
    private static final Set<String> COSTLY = Set.of(
            "Attention",
            "MultiHeadAttention",
            "GroupQueryAttention",
            "QAttention",
            "Einsum",
            "LSTM",
            "GRU",
            "RNN",
            "DeformConv",
            "MatMulNBits",
            "FusedMatMul",
            "FusedConv",
            "FusedGemm",
            "QGemm",
            "DynamicQuantizeMatMul",
            "DynamicQuantizeLSTM",
            "EmbedLayerNormalization",
            "SkipLayerNormalization",
            "Col2Im",
            "DFT",
            "STFT");

    /** Domains whose other operators are known to have no MACs that count. */
    private static final Set<String> KNOWN_DOMAINS = Set.of("", "ai.onnx");

    private MacCounter() {}

    /** Returns whether the MACs of an operator are not known. */
    static boolean isUnknown(NodeProto node) {
        return COSTLY.contains(node.getOpType())
                || !KNOWN_DOMAINS.contains(node.getDomain()) && !COUNTED.containsKey(node.getOpType());
    }

    /**
     * Returns the MACs of a counted operator.
     *
     * @param first shape of the first factor
     * @param second shape of the second factor
     * @param output shape of the output
     */
    static long count(NodeProto node, long[] first, long[] second, long[] output) {
        long outputs = product(output, 0);
        return switch (node.getOpType()) {
            case "Conv", "ConvInteger", "QLinearConv" -> outputs * product(second, 1);
            case "ConvTranspose" -> product(first, 0) * product(second, 1);
            case "Gemm" -> outputs * first[flag(node, "transA") ? 0 : 1];
            default -> outputs * first[first.length - 1];
        };
    }

    private static boolean flag(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .mapToLong(AttributeProto::getI)
                .anyMatch(value -> value != 0);
    }

    private static long product(long[] lengths, int from) {
        long product = 1;
        for (int i = from; i < lengths.length; i++) {
            product = Math.multiplyExact(product, lengths[i]);
        }
        return product;
    }
}
