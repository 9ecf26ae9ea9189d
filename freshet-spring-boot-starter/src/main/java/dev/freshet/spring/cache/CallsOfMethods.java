package dev.freshet.spring.cache;

import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.interceptor.BeanFactoryCacheOperationSourceAdvisor;
import org.springframework.core.PriorityOrdered;

/**
 * Makes each call of a method with cache annotations one of {@link Looks}, right around what
 * carries the annotations out. It is there before what makes proxies, which makes the advisors with
 * it.
 */
final class CallsOfMethods implements BeanPostProcessor, PriorityOrdered {

  private final ObjectProvider<Looks> looks;

  CallsOfMethods(ObjectProvider<Looks> looks) {
    this.looks = looks;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (bean instanceof BeanFactoryCacheOperationSourceAdvisor advisor) {
      Advice advice = advisor.getAdvice();
      if (advice instanceof MethodInterceptor annotations) {
        advisor.setAdvice(around(annotations));
      }
    }
    return bean;
  }

  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }

  private MethodInterceptor around(MethodInterceptor annotations) {
    return invocation -> {
      try (Looks.Call call = looks.getObject().begin()) {
        return annotations.invoke(invocation);
      }
    };
  }
}
