/**
 * Networks for other programs: {@link org.exeunt.dl4j.export.Dl4jExport} as one graph of Deeplearning4j's own layers,
 * {@link org.exeunt.dl4j.export.OnnxExport} in the ONNX format.
 */
package org.exeunt.dl4j.export;
