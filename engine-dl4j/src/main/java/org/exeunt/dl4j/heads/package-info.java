/**
 * The exit heads of this module: {@link org.exeunt.dl4j.heads.LinearHead}, {@link org.exeunt.dl4j.heads.MlpHead},
 * {@link org.exeunt.dl4j.heads.ConvHead} and {@link org.exeunt.dl4j.heads.RecurrentHead}.
 */
package org.exeunt.dl4j.heads;
