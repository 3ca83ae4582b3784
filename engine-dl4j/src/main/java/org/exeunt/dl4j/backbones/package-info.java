/**
 * The backbones of this module: {@link org.exeunt.dl4j.backbones.ConvNet} for images and for series,
 * {@link org.exeunt.dl4j.backbones.ResNet18} for images, {@link org.exeunt.dl4j.backbones.TwoStem1d} for series,
 * {@link org.exeunt.dl4j.backbones.AnyWidthConvNet} with exits at growing widths, for both,
 * {@link org.exeunt.dl4j.backbones.Transformer} for texts, {@link org.exeunt.dl4j.backbones.Mlp} for vectors.
 */
package org.exeunt.dl4j.backbones;
