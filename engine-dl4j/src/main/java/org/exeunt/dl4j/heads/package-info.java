/**
 * The exit heads this module brings: {@link org.exeunt.dl4j.heads.LinearHead}, {@link org.exeunt.dl4j.heads.MlpHead} and
 * {@link org.exeunt.dl4j.heads.ConvHead}.
 */
package org.exeunt.dl4j.heads;
