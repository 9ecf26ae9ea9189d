package com.example.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

@Entity
class Stock {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @ManyToOne(fetch = FetchType.LAZY)
  private Variant variant;

  @ManyToOne(fetch = FetchType.LAZY)
  private Warehouse warehouse;

  private int quantity;

  public Warehouse getWarehouse() {
    return warehouse;
  }

  public int getQuantity() {
    return quantity;
  }
}
