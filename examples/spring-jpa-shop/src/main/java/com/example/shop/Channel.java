package com.example.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

@Entity
class Channel {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  private String code;
  private String currency;

  public Long getId() {
    return id;
  }

  public String getCode() {
    return code;
  }

  public String getCurrency() {
    return currency;
  }
}
