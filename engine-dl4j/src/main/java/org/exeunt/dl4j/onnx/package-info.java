/**
 * Graphs in the ONNX format: {@link org.exeunt.dl4j.onnx.OnnxNodes} adds operators, and
 * {@link org.exeunt.dl4j.onnx.OnnxGraph} writes a network as one model or as one model per stage.
 */
package org.exeunt.dl4j.onnx;
